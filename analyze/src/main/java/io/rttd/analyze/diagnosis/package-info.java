/** What is wrong with a capture as a whole, and what to do about it. */
package io.rttd.analyze.diagnosis;
