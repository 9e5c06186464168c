#define _GNU_SOURCE

#include "CLinux.h"

#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

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
        // The kernel's own, which libc does not know and netlink hands out all the same.
        case 524: return "ENOTSUPP";
        default: return NULL;
    }
#undef NAME
}

const char *clinux_errno_words(int number) {
    // The POSIX locale's text, from a table: safe to call from any thread, and never translated.
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

int clinux_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int clinux_event(void) { return eventfd(0, EFD_CLOEXEC); }

char **clinux_environment(void) { return environ; }

int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int clinux_memory_file(void) { return memfd_create("memory", MFD_CLOEXEC); }

int clinux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

// The two families differ in the level alone: IP6T_SO_GET_INFO and struct ip6t_getinfo are the same numbers and fields.
int clinux_xtables_size(int descriptor, int level, const char *table, uint32_t *size) {
    struct ipt_getinfo info = {0};
    strncpy(info.name, table, sizeof info.name - 1);
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, level, IPT_SO_GET_INFO, &info, &length) != 0) return -1;
    *size = info.size;
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
