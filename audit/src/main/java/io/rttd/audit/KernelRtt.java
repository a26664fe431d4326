package io.rttd.audit;

/**
 * The kernel's view of one of its sockets. Milliseconds.
 *
 * @param local the socket's own address
 * @param peer the other end's address
 * @param smoothedMs SRTT (RFC 6298 2): a moving average in which an old sample fades by 7/8
 * @param minMs the lowest recent RTT, or NaN if the kernel does not report it
 */
public record KernelRtt(String local, String peer, double smoothedMs, double minMs) {}
