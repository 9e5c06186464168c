// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CTraffic.h"

#include <sched.h>
#include <string.h>
#include <sys/socket.h>

enum { SENT = 32, RECEIVED = 64 };

int ctraffic_pin(bool last) {
    cpu_set_t usable, chosen;
    if (sched_getaffinity(0, sizeof usable, &usable) != 0) return -1;
    int processor = -1;
    for (int number = 0; number < CPU_SETSIZE; number++) {
        if (!CPU_ISSET(number, &usable)) continue;
        processor = number;
        if (!last) break;
    }
    CPU_ZERO(&chosen);
    CPU_SET(processor, &chosen);
    return sched_setaffinity(0, sizeof chosen, &chosen);
}

int ctraffic_send_many(int descriptor, const void *bytes, size_t count, unsigned datagrams) {
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
    struct mmsghdr messages[SENT];
    if (datagrams > SENT) datagrams = SENT;
    memset(messages, 0, sizeof messages);
    for (unsigned index = 0; index < datagrams; index++) {
        messages[index].msg_hdr.msg_iov = &vector;
        messages[index].msg_hdr.msg_iovlen = 1;
    }
    return sendmmsg(descriptor, messages, datagrams, 0);
}

int ctraffic_receive_many(int descriptor) {
    // All datagrams go to the same buffer, which is never read.
    char bytes[2048];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct mmsghdr messages[RECEIVED];
    memset(messages, 0, sizeof messages);
    for (unsigned index = 0; index < RECEIVED; index++) {
        messages[index].msg_hdr.msg_iov = &vector;
        messages[index].msg_hdr.msg_iovlen = 1;
    }
    return recvmmsg(descriptor, messages, RECEIVED, MSG_WAITFORONE, NULL);
}
