/** Clients and a server that make the traffic which iperf3 does not. */
package io.rttd.testbed.traffic;
