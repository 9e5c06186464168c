// SPDX-License-Identifier: Apache-2.0

// The parts of Linux that Swift cannot import from libc: Linux system calls, constants that C defines as macros with
// casts, and names of error numbers. This module makes no decisions.

#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/netlink.h>

/// The error number of the calling thread; read it directly after the failed call.
int clinux_errno(void);

/// The name of an error number: `"EEXIST"` for 17; null for a number that Linux does not use.
const char *clinux_errno_name(int number);

/// The description of an error number, in the C locale.
const char *clinux_errno_message(int number);

/// The kernel's id of the calling thread, `gettid(2)`.
pid_t clinux_gettid(void);

/// Sets the name of the calling thread, truncated to 15 bytes.
void clinux_set_thread_name(const char *name);

/// Moves the calling thread into a new network namespace, `unshare(CLONE_NEWNET)`. 0 or -1 with errno.
int clinux_unshare_network(void);

/// Moves the calling thread into a network namespace, `setns(fd, CLONE_NEWNET)`. 0 or -1 with errno.
int clinux_set_network_namespace(int descriptor);

/// `open(2)` with O_CLOEXEC added, as a function with fixed arguments.
int clinux_open(const char *path, int flags, mode_t mode);

/// Opens a raw, close-on-exec netlink socket of a protocol (`NETLINK_ROUTE`, `NETLINK_NETFILTER`). -1 with errno.
int clinux_netlink_socket(int protocol);

/// Binds a netlink socket, and stores the port id that the kernel chooses. 0 or -1 with errno.
int clinux_netlink_bind(int descriptor, uint32_t *port_id);

/// The index of the link with a name in the socket's namespace, `ioctl(2)` SIOCGIFINDEX. -1 with errno.
int clinux_link_index(int descriptor, const char *name);

/// Opens a close-on-exec socket that sends frames and receives none, `AF_PACKET` without a protocol. -1 with errno.
int clinux_link_socket(void);

/// Sends a frame of a protocol (`ETH_P_*`) to the link with an index, without blocking: `sendto(2)`. -1 with errno.
ssize_t clinux_link_send(int descriptor, int link, uint16_t type, const void *bytes, size_t count);

/// Sends bytes to the kernel, `sendto(2)` to port 0.
ssize_t clinux_netlink_send(int descriptor, const void *bytes, size_t count);

/// Enables keepalive probes on a TCP connection: the first after `idle` seconds of silence, the next every `interval`
/// seconds. The connection fails after `probes` unanswered ones (`SO_KEEPALIVE`, `TCP_KEEPIDLE`, `TCP_KEEPINTVL`,
/// `TCP_KEEPCNT`). 0 or -1 with errno.
int clinux_keep_alive(int descriptor, int idle, int interval, int probes);

/// Limits the buffers of a TCP socket: the unread bytes (`SO_RCVBUF`), and the accepted bytes that are not sent yet
/// (`TCP_NOTSENT_LOWAT`). 0 or -1 with errno.
int clinux_bound_buffers(int descriptor, int unread, int unsent);

/// Receives one datagram without blocking, and stores the port id of the sender. Returns the whole length of the
/// datagram, which may exceed the count, or -1 with errno.
ssize_t clinux_netlink_receive(int descriptor, void *bytes, size_t count, uint32_t *sender);

/// Sets an integer option of a socket. 0 or -1 with errno.
int clinux_set_socket_option(int descriptor, int level, int option, int value);

// Drops all incoming packets of a socket without a reply (`SO_ATTACH_FILTER`).
int clinux_drop_arrivals(int descriptor);

// Receives packets again (`SO_DETACH_FILTER`).
int clinux_accept_arrivals(int descriptor);

/// The exit status of a process from its wait status; -1 if a signal ended the process.
int clinux_exit_code(int status);

/// Loads a program for packets (`BPF_PROG_TYPE_SCHED_CLS`), close-on-exec: `bpf(2)` BPF_PROG_LOAD. Each instruction has
/// 8 bytes; the name has at most 15. Returns the descriptor, or -1 with errno.
int clinux_load_classifier(const void *instructions, uint32_t count, const char *name);

/// Opens a descriptor that becomes readable once 8 bytes are written to it, close-on-exec: `eventfd(2)`. -1 with errno.
int clinux_event(void);

/// The environment, for a child process.
char **clinux_environment(void);

/// Opens a descriptor that becomes readable once a process has ended, close-on-exec: `pidfd_open(2)`. -1 with errno.
int clinux_process_descriptor(pid_t process);

/// The sizes of a table of the legacy packet filter, in bytes.
struct clinux_xtables_table {
    /// The length of all rules.
    uint32_t size;
    /// The offset of the chain of forwarded packets, `hook_entry[NF_INET_FORWARD]`.
    uint32_t forward_start;
    /// The offset of its policy, `underflow[NF_INET_FORWARD]`.
    uint32_t forward_policy;
};

/// Reads the sizes of a table of the legacy packet filter, `IPT_SO_GET_INFO` on a raw socket at level `SOL_IP` or
/// `SOL_IPV6`. Creates the table if there is none. 0 or -1 with errno.
int clinux_xtables_info(int descriptor, int level, const char *table, struct clinux_xtables_table *result);

/// Reads the rules of a table, `IPT_SO_GET_ENTRIES`; EAGAIN if their size has changed. 0 or -1 with errno.
int clinux_xtables_entries(int descriptor, int level, const char *table, void *entries, uint32_t size);

/// Makes a spawned child close every descriptor from `first` on, `posix_spawn_file_actions_addclosefrom_np(3)`. 0 or an
/// error number.
int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// An address and a port, as in `struct sockaddr_in` and `struct sockaddr_in6`.
struct clinux_socket_address {
    /// 16 bytes in network order, or 4 and zeros.
    uint8_t bytes[16];
    /// The link of the address, `sin6_scope_id` and `ipi_ifindex`, or 0.
    uint32_t interface;
    /// The port, in host byte order.
    uint16_t port;
    /// `AF_INET` or `AF_INET6`; 0 without an address.
    uint16_t family;
};

/// Binds a socket to an address, `bind(2)`. 0 or -1 with errno.
int clinux_bind(int descriptor, const struct clinux_socket_address *address);

/// Connects a socket, `connect(2)`. 0 or -1 with errno.
int clinux_connect(int descriptor, const struct clinux_socket_address *address);

/// Accepts the next connection, close-on-exec and non-blocking, and stores the addresses of both ends: `accept4(2)`. -1
/// with errno.
int clinux_accept(int descriptor, struct clinux_socket_address *peer, struct clinux_socket_address *local);

/// Accepts the next connection of any family, close-on-exec and non-blocking: `accept4(2)`. -1 with errno.
int clinux_accept_next(int descriptor);

/// The local address of a socket, `getsockname(2)`. 0 or -1 with errno.
int clinux_local_address(int descriptor, struct clinux_socket_address *address);

/// Reads and clears the pending error of a socket, `SO_ERROR`; 0 for none.
int clinux_socket_error(int descriptor);

/// Makes the close of a socket reset its connection, `SO_LINGER` with no time. 0 or -1 with errno.
int clinux_reset_on_close(int descriptor);

/// Receives one datagram without blocking, and stores its sender and its destination address on the host: `recvmsg(2)`
/// with `IP_PKTINFO` or `IPV6_PKTINFO`, whichever the socket has enabled. Returns its length or -1 with errno.
ssize_t clinux_receive_datagram(int descriptor, void *bytes, size_t count, struct clinux_socket_address *sender,
                                struct clinux_socket_address *receiver);

/// Sends one datagram without blocking, from a chosen host address: `sendmsg(2)` with `IP_PKTINFO` or `IPV6_PKTINFO`.
/// Both addresses are of the socket's own family. Returns the length or -1 with errno.
ssize_t clinux_send_datagram(int descriptor, const void *bytes, size_t count,
                             const struct clinux_socket_address *receiver, const struct clinux_socket_address *sender);

/// Limits the number of `malloc` heaps for the threads of the process, `M_ARENA_MAX`. Returns 1, or 0 on failure.
int clinux_limit_heaps(int count);

/// The maximum number of open descriptors of the process, `RLIMIT_NOFILE`.
uint64_t clinux_descriptor_limit(void);

/// The path that a Unix socket is bound to, of up to 108 bytes and a zero. An abstract socket has `@` and a name, an
/// unbound one an empty path. 0 or -1 with errno.
int clinux_unix_path(int descriptor, char path[109]);

/// Sends a text as one datagram to a Unix socket at a path, or with `@` and a name, within five seconds. 0 or -1 with
/// errno.
int clinux_notify(const char *path, const char *text);

/// Makes a descriptor close-on-exec, `FD_CLOEXEC`. 0 or -1 with errno.
int clinux_close_on_exec(int descriptor);

/// Opens a file without a name, in memory, close-on-exec: `memfd_create(2)`. -1 with errno.
int clinux_memory_file(void);

#endif
