// SPDX-License-Identifier: Apache-2.0

// What the Swift view of libc does not show: Linux's own calls, constants that C spells as macros with
// casts, and names for error numbers. Nothing here decides anything.

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

/// The calling thread's error number, to be read right after the call that failed.
int clinux_errno(void);

/// `"EEXIST"` for 17; null for a number that Linux does not use.
const char *clinux_errno_name(int number);

/// Linux's words for an error number, in the C locale.
const char *clinux_errno_words(int number);

/// The calling thread's kernel id, `gettid(2)`.
pid_t clinux_gettid(void);

/// Names the calling thread; more than 15 bytes are cut off.
void clinux_set_thread_name(const char *name);

/// Moves the calling thread into a new network namespace, `unshare(CLONE_NEWNET)`. 0 or -1 with errno.
int clinux_unshare_network(void);

/// Moves the calling thread into a network namespace, `setns(fd, CLONE_NEWNET)`. 0 or -1 with errno.
int clinux_set_network_namespace(int descriptor);

/// `open(2)` with O_CLOEXEC added, as a function with fixed arguments.
int clinux_open(const char *path, int flags, mode_t mode);

/// A raw, close-on-exec netlink socket of a protocol (`NETLINK_ROUTE`, `NETLINK_NETFILTER`). -1 with errno.
int clinux_netlink_socket(int protocol);

/// Binds a netlink socket; the kernel chooses the port id, which is stored. 0 or -1 with errno.
int clinux_netlink_bind(int descriptor, uint32_t *port_id);

/// The index of the link of a name in the socket's namespace, `ioctl(2)` SIOCGIFINDEX. -1 with errno.
int clinux_link_index(int descriptor, const char *name);

/// A close-on-exec socket that sends frames and receives none, `AF_PACKET` of no protocol. -1 with errno.
int clinux_link_socket(void);

/// Sends a frame that carries a protocol (`ETH_P_*`) out of the link of an index, without waiting: `sendto(2)`. -1 with errno.
ssize_t clinux_link_send(int descriptor, int link, uint16_t type, const void *bytes, size_t count);

/// Sends bytes to the kernel, `sendto(2)` to port 0.
ssize_t clinux_netlink_send(int descriptor, const void *bytes, size_t count);

/// Has a TCP connection fail once its other end is gone: asked after so many seconds of silence, then every so many, so many times
/// (`SO_KEEPALIVE`, `TCP_KEEPIDLE`, `TCP_KEEPINTVL`, `TCP_KEEPCNT`). 0 or -1 with errno.
int clinux_keep_alive(int descriptor, int idle, int interval, int probes);

/// Has a TCP socket keep no more than so many bytes that nobody reads (`SO_RCVBUF`), and take for sending so many that are not sent
/// (`TCP_NOTSENT_LOWAT`). 0 or -1 with errno.
int clinux_bound_buffers(int descriptor, int unread, int unsent);

/// Receives one datagram without waiting, and stores the sender's port id. Returns the datagram's whole length, which
/// may be more than the count, or -1 with errno.
ssize_t clinux_netlink_receive(int descriptor, void *bytes, size_t count, uint32_t *sender);

/// Sets an integer option of a socket. 0 or -1 with errno.
int clinux_set_socket_option(int descriptor, int level, int option, int value);

// Drops all that comes to a socket, unanswered (`SO_ATTACH_FILTER`).
int clinux_drop_arrivals(int descriptor);

// Ends that (`SO_DETACH_FILTER`).
int clinux_take_arrivals(int descriptor);

/// Whether a wait status says that the process exited by itself, and with which code; -1 when a signal ended it.
int clinux_exit_code(int status);

/// Loads a program that decides about packets (`BPF_PROG_TYPE_SCHED_CLS`), close-on-exec: `bpf(2)` BPF_PROG_LOAD. Each
/// instruction has 8 bytes; the name has at most 15. The descriptor, or -1 with errno.
int clinux_load_classifier(const void *instructions, uint32_t count, const char *name);

/// A descriptor that becomes readable once 8 bytes are written to it, close-on-exec: `eventfd(2)`. -1 with errno.
int clinux_event(void);

/// The environment, to be handed to a child process.
char **clinux_environment(void);

/// A descriptor that becomes readable once a process has ended, close-on-exec: `pidfd_open(2)`. -1 with errno.
int clinux_process_descriptor(pid_t process);

/// What is in a table of the legacy packet filter, in bytes.
struct clinux_xtables_table {
    /// How long all rules are.
    uint32_t size;
    /// Where the chain of what is forwarded begins, `hook_entry[NF_INET_FORWARD]`.
    uint32_t forward_start;
    /// Where its policy is, `underflow[NF_INET_FORWARD]`.
    uint32_t forward_policy;
};

/// What is in a table of the legacy packet filter, `IPT_SO_GET_INFO` on a raw socket at level `SOL_IP` or `SOL_IPV6`.
/// Makes the table if there is none. 0 or -1 with errno.
int clinux_xtables_info(int descriptor, int level, const char *table, struct clinux_xtables_table *result);

/// Reads those bytes, `IPT_SO_GET_ENTRIES`; EAGAIN if their number is another one by now. 0 or -1 with errno.
int clinux_xtables_entries(int descriptor, int level, const char *table, void *entries, uint32_t size);

/// Has a child to be spawned close every descriptor from one on, `posix_spawn_file_actions_addclosefrom_np(3)`.
/// 0 or an error number.
int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// An address and a port, as `struct sockaddr_in` and `struct sockaddr_in6` have them.
struct clinux_socket_address {
    /// 16 bytes in network order, or 4 and zeros.
    uint8_t bytes[16];
    /// The link that the address belongs to, `sin6_scope_id` and `ipi_ifindex`, or 0.
    uint32_t interface;
    /// The port, in the host's order.
    uint16_t port;
    /// `AF_INET` or `AF_INET6`; 0 where there is no address.
    uint16_t family;
};

/// Gives a socket an address, `bind(2)`. 0 or -1 with errno.
int clinux_bind(int descriptor, const struct clinux_socket_address *address);

/// Connects a socket, `connect(2)`. 0 or -1 with errno.
int clinux_connect(int descriptor, const struct clinux_socket_address *address);

/// Takes the next connection, close-on-exec and non-blocking, and stores both its ends: `accept4(2)`. -1 with errno.
int clinux_accept(int descriptor, struct clinux_socket_address *peer, struct clinux_socket_address *local);

/// Takes the next connection of any family, close-on-exec and non-blocking: `accept4(2)`. -1 with errno.
int clinux_accept_next(int descriptor);

/// The address of a socket's own end, `getsockname(2)`. 0 or -1 with errno.
int clinux_local_address(int descriptor, struct clinux_socket_address *address);

/// What a socket has failed with since it was last asked, `SO_ERROR`; 0 for nothing.
int clinux_socket_error(int descriptor);

/// Has the socket's connection reset instead of ended when it is closed, `SO_LINGER` with no time. 0 or -1 with errno.
int clinux_reset_on_close(int descriptor);

/// Receives one datagram without waiting, and stores who sent it and to which of the host's addresses: `recvmsg(2)`
/// with `IP_PKTINFO` or `IPV6_PKTINFO`, whichever the socket was told to give. Its length or -1 with errno.
ssize_t clinux_receive_datagram(int descriptor, void *bytes, size_t count, struct clinux_socket_address *sender,
                                struct clinux_socket_address *receiver);

/// Sends one datagram without waiting, from one of the host's addresses: `sendmsg(2)` with `IP_PKTINFO` or
/// `IPV6_PKTINFO`. Both addresses are of the socket's own family. The length or -1 with errno.
ssize_t clinux_send_datagram(int descriptor, const void *bytes, size_t count,
                             const struct clinux_socket_address *receiver, const struct clinux_socket_address *sender);

/// Limits the heaps that `malloc` has for the threads of the process, `M_ARENA_MAX`. 1, or 0 if it cannot.
int clinux_limit_heaps(int count);

/// How many descriptors the process may have open, `RLIMIT_NOFILE`.
uint64_t clinux_descriptor_limit(void);

/// The path that a Unix socket is bound to, of up to 108 bytes and a zero; `@` and a name for one without a file, empty
/// for an unbound one. 0 or -1 with errno.
int clinux_unix_path(int descriptor, char path[109]);

/// Sends a text as one datagram to a Unix socket at a path, or of an `@` and a name, within five seconds. 0 or -1 with errno.
int clinux_notify(const char *path, const char *text);

/// Has a descriptor closed by whatever program the process becomes, `FD_CLOEXEC`. 0 or -1 with errno.
int clinux_close_on_exec(int descriptor);

/// A file without a name, in memory, close-on-exec: `memfd_create(2)`. -1 with errno.
int clinux_memory_file(void);

#endif
