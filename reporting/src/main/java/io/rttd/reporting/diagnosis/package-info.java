/** Why a capture gives no RTT, or less than it could. */
package io.rttd.reporting.diagnosis;
