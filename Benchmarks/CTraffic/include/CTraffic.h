// SPDX-License-Identifier: Apache-2.0

// Linux calls that Swift cannot import from libc, for traffic measurements.

#ifndef CTRAFFIC_H
#define CTRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Pins the calling thread to one processor, the first or the last of its allowed ones. 0 or -1 with errno.
int ctraffic_pin(bool last);

/// Sends the same bytes in at most 32 datagrams by one `sendmmsg(2)`. Returns the number of sent ones, or -1 with
/// errno.
int ctraffic_send_many(int descriptor, const void *bytes, size_t count, unsigned datagrams);

/// Receives at most 64 datagrams by one `recvmmsg(2)` and drops their contents. Waits for the first one only. Returns
/// the number of received ones, or -1 with errno.
int ctraffic_receive_many(int descriptor);

#endif
