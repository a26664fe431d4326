/**
 * Capture files as a {@link io.rttd.capture.FrameSource}: pcap, pcapng, snoop and ERF, plain or
 * compressed, from a disk or from a pipe.
 *
 * <pre>
 *   CaptureFiles (recognizes)  ->  CaptureFileSource  ->  RecordReader: one per format
 *                                                              |
 *                                                         ByteWindow: FileWindow, StreamWindow
 * </pre>
 *
 * A reader knows a format, a window knows where bytes come from; they are independent of each
 * other.
 */
package io.rttd.capture.file;
