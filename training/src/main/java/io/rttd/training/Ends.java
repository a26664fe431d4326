package io.rttd.training;

/**
 * The two ends of a made connection.
 *
 * @param clientAddress IPv4 address as an int
 * @param clientPort its port
 * @param serverAddress IPv4 address as an int
 * @param serverPort its port
 */
record Ends(int clientAddress, int clientPort, int serverAddress, int serverPort) {}
