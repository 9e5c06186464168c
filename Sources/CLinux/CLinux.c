// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE

#include "CLinux.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <arpa/inet.h>
#include <malloc.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <linux/if_packet.h>
#include <linux/netfilter_ipv4/ip_tables.h>

int clinux_errno(void) { return errno; }

const char *clinux_errno_name(int number) {
#define NAME(number) case number: return #number;
    switch (number) {
        NAME(EPERM) NAME(ENOENT) NAME(ESRCH) NAME(EINTR) NAME(EIO) NAME(ENXIO) NAME(E2BIG) NAME(ENOEXEC)
        NAME(EBADF) NAME(ECHILD) NAME(EAGAIN) NAME(ENOMEM) NAME(EACCES) NAME(EFAULT) NAME(ENOTBLK) NAME(EBUSY)
        NAME(EEXIST) NAME(EXDEV) NAME(ENODEV) NAME(ENOTDIR) NAME(EISDIR) NAME(EINVAL) NAME(ENFILE) NAME(EMFILE)
        NAME(ENOTTY) NAME(ETXTBSY) NAME(EFBIG) NAME(ENOSPC) NAME(ESPIPE) NAME(EROFS) NAME(EMLINK) NAME(EPIPE)
        NAME(EDOM) NAME(ERANGE) NAME(EDEADLK) NAME(ENAMETOOLONG) NAME(ENOLCK) NAME(ENOSYS) NAME(ENOTEMPTY)
        NAME(ELOOP) NAME(ENOMSG) NAME(EIDRM) NAME(ECHRNG) NAME(EL2NSYNC) NAME(EL3HLT) NAME(EL3RST) NAME(ELNRNG)
        NAME(EUNATCH) NAME(ENOCSI) NAME(EL2HLT) NAME(EBADE) NAME(EBADR) NAME(EXFULL) NAME(ENOANO) NAME(EBADRQC)
        NAME(EBADSLT) NAME(EBFONT) NAME(ENOSTR) NAME(ENODATA) NAME(ETIME) NAME(ENOSR) NAME(ENONET) NAME(ENOPKG)
        NAME(EREMOTE) NAME(ENOLINK) NAME(EADV) NAME(ESRMNT) NAME(ECOMM) NAME(EPROTO) NAME(EMULTIHOP) NAME(EDOTDOT)
        NAME(EBADMSG) NAME(EOVERFLOW) NAME(ENOTUNIQ) NAME(EBADFD) NAME(EREMCHG) NAME(ELIBACC) NAME(ELIBBAD)
        NAME(ELIBSCN) NAME(ELIBMAX) NAME(ELIBEXEC) NAME(EILSEQ) NAME(ERESTART) NAME(ESTRPIPE) NAME(EUSERS)
        NAME(ENOTSOCK) NAME(EDESTADDRREQ) NAME(EMSGSIZE) NAME(EPROTOTYPE) NAME(ENOPROTOOPT) NAME(EPROTONOSUPPORT)
        NAME(ESOCKTNOSUPPORT) NAME(EOPNOTSUPP) NAME(EPFNOSUPPORT) NAME(EAFNOSUPPORT) NAME(EADDRINUSE)
        NAME(EADDRNOTAVAIL) NAME(ENETDOWN) NAME(ENETUNREACH) NAME(ENETRESET) NAME(ECONNABORTED) NAME(ECONNRESET)
        NAME(ENOBUFS) NAME(EISCONN) NAME(ENOTCONN) NAME(ESHUTDOWN) NAME(ETOOMANYREFS) NAME(ETIMEDOUT)
        NAME(ECONNREFUSED) NAME(EHOSTDOWN) NAME(EHOSTUNREACH) NAME(EALREADY) NAME(EINPROGRESS) NAME(ESTALE)
        NAME(EUCLEAN) NAME(ENOTNAM) NAME(ENAVAIL) NAME(EISNAM) NAME(EREMOTEIO) NAME(EDQUOT) NAME(ENOMEDIUM)
        NAME(EMEDIUMTYPE) NAME(ECANCELED) NAME(ENOKEY) NAME(EKEYEXPIRED) NAME(EKEYREVOKED) NAME(EKEYREJECTED)
        NAME(EOWNERDEAD) NAME(ENOTRECOVERABLE) NAME(ERFKILL) NAME(EHWPOISON)
        // An internal number of the kernel, unknown to libc, but returned over netlink.
        case 524: return "ENOTSUPP";
        default: return NULL;
    }
#undef NAME
}

const char *clinux_errno_message(int number) {
    // The text of the POSIX locale, from a table: safe to call from any thread, and never translated.
    static const char unsupported[] = "Operation is not supported";
    if (number == 524) return unsupported;
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
    const char *words = strerrordesc_np(number);
    return words ? words : "Unknown error";
#else
    return strerror(number);
#endif
}

pid_t clinux_gettid(void) { return (pid_t)syscall(SYS_gettid); }

void clinux_set_thread_name(const char *name) {
    char cut[16] = {0};
    strncpy(cut, name, sizeof cut - 1);
    pthread_setname_np(pthread_self(), cut);
}

int clinux_unshare_network(void) { return unshare(CLONE_NEWNET); }

int clinux_set_network_namespace(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int clinux_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

int clinux_netlink_socket(int protocol) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol); }

int clinux_netlink_bind(int descriptor, uint32_t *port_id) {
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return -1;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
    *port_id = address.nl_pid;
    return 0;
}

int clinux_link_index(int descriptor, const char *name) {
    struct ifreq request = {0};
    strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    return ioctl(descriptor, SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : -1;
}

int clinux_link_socket(void) { return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0); }

ssize_t clinux_link_send(int descriptor, int link, uint16_t type, const void *bytes, size_t count) {
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(type), .sll_ifindex = link};
    return sendto(descriptor, bytes, count, MSG_DONTWAIT, (struct sockaddr *)&address, sizeof address);
}

ssize_t clinux_netlink_send(int descriptor, const void *bytes, size_t count) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    return sendto(descriptor, bytes, count, 0, (struct sockaddr *)&kernel, sizeof kernel);
}

ssize_t clinux_netlink_receive(int descriptor, void *bytes, size_t count, uint32_t *sender) {
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    socklen_t length = sizeof address;
    ssize_t received = recvfrom(descriptor, bytes, count, MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&address, &length);
    *sender = address.nl_pid;
    return received;
}

int clinux_set_socket_option(int descriptor, int level, int option, int value) {
    return setsockopt(descriptor, level, option, &value, sizeof value);
}

int clinux_drop_arrivals(int descriptor) {
    struct sock_filter none = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = {.len = 1, .filter = &none};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int clinux_accept_arrivals(int descriptor) {
    int unused = 0;
    return setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
}

int clinux_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int clinux_event(void) { return eventfd(0, EFD_CLOEXEC); }

char **clinux_environment(void) { return environ; }

int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int clinux_memory_file(void) { return memfd_create("memory", MFD_CLOEXEC); }

int clinux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

// The two families differ only in the level: IP6T_SO_GET_INFO and struct ip6t_getinfo have the same numbers and fields.
int clinux_xtables_info(int descriptor, int level, const char *table, struct clinux_xtables_table *result) {
    struct ipt_getinfo info = {0};
    strncpy(info.name, table, sizeof info.name - 1);
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, level, IPT_SO_GET_INFO, &info, &length) != 0) return -1;
    result->size = info.size;
    result->forward_start = info.hook_entry[NF_INET_FORWARD];
    result->forward_policy = info.underflow[NF_INET_FORWARD];
    return 0;
}

int clinux_xtables_entries(int descriptor, int level, const char *table, void *entries, uint32_t size) {
    socklen_t length = sizeof(struct ipt_get_entries) + size;
    struct ipt_get_entries *request = calloc(1, length);
    if (!request) return -1;
    strncpy(request->name, table, sizeof request->name - 1);
    request->size = size;
    int result = getsockopt(descriptor, level, IPT_SO_GET_ENTRIES, request, &length);
    if (result == 0) memcpy(entries, request->entrytable, size);
    int number = errno;
    free(request);
    errno = number;
    return result;
}

static socklen_t to_sockaddr(const struct clinux_socket_address *address, struct sockaddr_storage *storage) {
    memset(storage, 0, sizeof *storage);
    if (address->family == AF_INET) {
        struct sockaddr_in *ipv4 = (struct sockaddr_in *)storage;
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons(address->port);
        memcpy(&ipv4->sin_addr, address->bytes, sizeof ipv4->sin_addr);
        return sizeof *ipv4;
    }
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)storage;
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(address->port);
    ipv6->sin6_scope_id = address->interface;
    memcpy(&ipv6->sin6_addr, address->bytes, sizeof ipv6->sin6_addr);
    return sizeof *ipv6;
}

static void from_sockaddr(const struct sockaddr_storage *storage, struct clinux_socket_address *address) {
    memset(address, 0, sizeof *address);
    if (storage->ss_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)storage;
        memcpy(address->bytes, &ipv4->sin_addr, sizeof ipv4->sin_addr);
        address->port = ntohs(ipv4->sin_port);
    } else if (storage->ss_family == AF_INET6) {
        const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)storage;
        memcpy(address->bytes, &ipv6->sin6_addr, sizeof ipv6->sin6_addr);
        address->port = ntohs(ipv6->sin6_port);
        address->interface = ipv6->sin6_scope_id;
    } else {
        return;
    }
    address->family = storage->ss_family;
}

int clinux_bind(int descriptor, const struct clinux_socket_address *address) {
    struct sockaddr_storage storage;
    socklen_t length = to_sockaddr(address, &storage);
    return bind(descriptor, (struct sockaddr *)&storage, length);
}

int clinux_connect(int descriptor, const struct clinux_socket_address *address) {
    struct sockaddr_storage storage;
    socklen_t length = to_sockaddr(address, &storage);
    return connect(descriptor, (struct sockaddr *)&storage, length);
}

int clinux_accept(int descriptor, struct clinux_socket_address *peer, struct clinux_socket_address *local) {
    struct sockaddr_storage storage = {0};
    socklen_t length = sizeof storage;
    int accepted = accept4(descriptor, (struct sockaddr *)&storage, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) return -1;
    from_sockaddr(&storage, peer);
    if (clinux_local_address(accepted, local) != 0) memset(local, 0, sizeof *local);
    return accepted;
}

int clinux_accept_next(int descriptor) { return accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int clinux_local_address(int descriptor, struct clinux_socket_address *address) {
    struct sockaddr_storage storage = {0};
    socklen_t length = sizeof storage;
    if (getsockname(descriptor, (struct sockaddr *)&storage, &length) != 0) return -1;
    from_sockaddr(&storage, address);
    return 0;
}

int clinux_socket_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

int clinux_keep_alive(int descriptor, int idle, int interval, int probes) {
    return clinux_set_socket_option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, idle)
                   || clinux_set_socket_option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, interval)
                   || clinux_set_socket_option(descriptor, IPPROTO_TCP, TCP_KEEPCNT, probes)
                   || clinux_set_socket_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
               ? -1
               : 0;
}

int clinux_bound_buffers(int descriptor, int unread, int unsent) {
    return clinux_set_socket_option(descriptor, SOL_SOCKET, SO_RCVBUF, unread)
                   || clinux_set_socket_option(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent)
               ? -1
               : 0;
}

int clinux_reset_on_close(int descriptor) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

// Room for the one control message with the destination address on the host, of either family.
union packet_info {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

ssize_t clinux_receive_datagram(int descriptor, void *bytes, size_t count, struct clinux_socket_address *sender,
                                struct clinux_socket_address *receiver) {
    struct sockaddr_storage storage = {0};
    union packet_info control;
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_name = &storage, .msg_namelen = sizeof storage, .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
    };
    ssize_t received = recvmsg(descriptor, &message, MSG_DONTWAIT);
    if (received < 0) return -1;
    from_sockaddr(&storage, sender);
    memset(receiver, 0, sizeof *receiver);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(header), sizeof info);
            memcpy(receiver->bytes, &info.ipi_addr, sizeof info.ipi_addr);
            receiver->interface = (uint32_t)info.ipi_ifindex;
            receiver->family = AF_INET;
        } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(header), sizeof info);
            memcpy(receiver->bytes, &info.ipi6_addr, sizeof info.ipi6_addr);
            receiver->interface = info.ipi6_ifindex;
            receiver->family = AF_INET6;
        }
    }
    return received;
}

ssize_t clinux_send_datagram(int descriptor, const void *bytes, size_t count,
                             const struct clinux_socket_address *receiver, const struct clinux_socket_address *sender) {
    struct sockaddr_storage storage;
    socklen_t length = to_sockaddr(receiver, &storage);
    union packet_info control;
    memset(&control, 0, sizeof control);
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {
        .msg_name = &storage, .msg_namelen = length, .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (sender->family == AF_INET) {
        struct in_pktinfo info = {.ipi_ifindex = (int)sender->interface};
        memcpy(&info.ipi_spec_dst, sender->bytes, sizeof info.ipi_spec_dst);
        header->cmsg_level = IPPROTO_IP;
        header->cmsg_type = IP_PKTINFO;
        header->cmsg_len = CMSG_LEN(sizeof info);
        message.msg_controllen = CMSG_SPACE(sizeof info);
        memcpy(CMSG_DATA(header), &info, sizeof info);
    } else {
        struct in6_pktinfo info = {.ipi6_ifindex = sender->interface};
        memcpy(&info.ipi6_addr, sender->bytes, sizeof info.ipi6_addr);
        header->cmsg_level = IPPROTO_IPV6;
        header->cmsg_type = IPV6_PKTINFO;
        header->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(header), &info, sizeof info);
    }
    return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int clinux_limit_heaps(int count) { return mallopt(M_ARENA_MAX, count); }

uint64_t clinux_descriptor_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
}

int clinux_unix_path(int descriptor, char path[109]) {
    struct sockaddr_un address = {0};
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
    size_t count = length > offsetof(struct sockaddr_un, sun_path) ? length - offsetof(struct sockaddr_un, sun_path) : 0;
    if (count > sizeof address.sun_path) count = sizeof address.sun_path;
    memcpy(path, address.sun_path, count);
    path[count] = 0;
    if (count > 0 && path[0] == 0) path[0] = '@';
    return 0;
}

int clinux_notify(const char *path, const char *text) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t count = strlen(path);
    if (count == 0 || count >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) {
        errno = EINVAL;
        return -1;
    }
    memcpy(address.sun_path, path, count);
    // A name of the abstract namespace begins with a zero, and has none at its end.
    if (path[0] == '@') address.sun_path[0] = 0;
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + count + (path[0] == '/');
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct timeval limit = {.tv_sec = 5};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ssize_t sent = sendto(descriptor, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&address, length);
    int error = errno;
    close(descriptor);
    errno = error;
    return sent < 0 ? -1 : 0;
}

int clinux_close_on_exec(int descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

int clinux_load_classifier(const void *instructions, uint32_t count, const char *name) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
    attributes.insn_cnt = count;
    attributes.insns = (uint64_t)(uintptr_t)instructions;
    // No called function requires another license.
    attributes.license = (uint64_t)(uintptr_t)"Apache-2.0";
    strncpy(attributes.prog_name, name, sizeof attributes.prog_name - 1);
    return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes);
}
