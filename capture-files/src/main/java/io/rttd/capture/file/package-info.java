/**
 * Capture files as a {@link io.rttd.capture.FrameSource}: pcap, pcapng and snoop, plain or gzipped,
 * from a disk or from a pipe.
 *
 * <pre>
 *   CaptureFiles (recognises)  ->  CaptureFileSource  ->  RecordReader: PcapReader, PcapngReader, SnoopReader
 *                                                              |
 *                                                         ByteWindow: MappedWindow, StreamWindow
 * </pre>
 *
 * A reader knows a format, a window knows where bytes come from; they are independent of each
 * other.
 */
package io.rttd.capture.file;
