// SPDX-License-Identifier: Apache-2.0

// Two calls of Linux's that Swift's view of libc does not show, for those who measure traffic.

#ifndef CTRAFFIC_H
#define CTRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Keeps the calling thread on one processor, the first or the last of those it may use. 0 or -1 with errno.
int ctraffic_pin(bool last);

/// Sends the same bytes in at most 32 datagrams by one `sendmmsg(2)`. Returns how many were sent, or -1 with errno.
int ctraffic_send_many(int descriptor, const void *bytes, size_t count, unsigned datagrams);

/// Receives at most 64 datagrams by one `recvmmsg(2)` and drops their contents. Waits for the first one only. Returns how many
/// were received, or -1 with errno.
int ctraffic_receive_many(int descriptor);

#endif
