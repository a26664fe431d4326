/** Reports as DogStatsD datagrams: the only package that knows the StatsD client. */
package io.rttd.reporting.dogstatsd;
