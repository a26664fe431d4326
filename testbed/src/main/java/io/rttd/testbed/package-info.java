/** rttd under real traffic: relay, lab, floods, soak; the command that runs them. */
package io.rttd.testbed;
