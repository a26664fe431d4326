package io.rttd.analyze.audit;

/**
 * The kernel's view of one of its sockets. Milliseconds.
 *
 * @param local the socket's own address
 * @param peer the other end's address
 * @param smoothedMs SRTT (RFC 6298 2): a moving average in which an old sample fades by 7/8
 * @param minMs the least RTT it has seen lately, or NaN when the kernel does not tell
 */
public record KernelRtt(String local, String peer, double smoothedMs, double minMs) {}
