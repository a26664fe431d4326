/** What arrives at DogStatsD when it was away, and when there are more peers than series. */
package io.rttd.testbed.delivery;
