/** What reaches DogStatsD after an outage, and when there are more peers than series. */
package io.rttd.testbed.delivery;
