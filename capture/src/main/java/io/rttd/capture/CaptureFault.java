package io.rttd.capture;

/**
 * The damage at which reading a source ended.
 *
 * @param message the error, as a sentence for the user
 * @param byteOffset position in the file, from 0; -1 if the source is not a file
 */
public record CaptureFault(String message, long byteOffset) {}
