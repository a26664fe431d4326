package io.rttd.capture;

/**
 * Damage at which reading a source ended.
 *
 * @param message what is wrong, in a sentence for the user
 * @param byteOffset where in the file, from 0; -1 when the source is not a file
 */
public record CaptureFault(String message, long byteOffset) {}
