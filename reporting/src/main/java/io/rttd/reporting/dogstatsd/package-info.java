/** Reports as DogStatsD datagrams: the only package that uses the StatsD client. */
package io.rttd.reporting.dogstatsd;
