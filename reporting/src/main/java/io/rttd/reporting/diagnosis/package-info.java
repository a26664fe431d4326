/** Why a capture yields no RTTs, or fewer than it could. */
package io.rttd.reporting.diagnosis;
