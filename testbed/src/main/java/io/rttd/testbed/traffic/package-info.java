/** Clients and a server for traffic that iperf3 does not generate. */
package io.rttd.testbed.traffic;
