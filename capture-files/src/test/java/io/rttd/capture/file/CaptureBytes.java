package io.rttd.capture.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A capture file under construction, field by field, in a byte order that may change. */
final class CaptureBytes {
  static final int ETHERNET = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> borders = new ArrayList<>();
  private ByteOrder order;

  CaptureBytes(ByteOrder order) {
    this.order = order;
  }

  CaptureBytes order(ByteOrder next) {
    order = next;
    return this;
  }

  CaptureBytes u8(int value) {
    out.write(value);
    return this;
  }

  CaptureBytes u16(int value) {
    return number(value, 2);
  }

  CaptureBytes u32(long value) {
    return number(value, 4);
  }

  CaptureBytes u64(long value) {
    return number(value, 8);
  }

  CaptureBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Zeros up to a multiple of four. */
  CaptureBytes pad() {
    while (out.size() % 4 != 0) {
      u8(0);
    }
    return this;
  }

  /** The file may end here without anybody missing anything. */
  CaptureBytes border() {
    borders.add(out.size());
    return this;
  }

  List<Integer> borders() {
    return borders;
  }

  int size() {
    return out.size();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** A frame's bytes: this many, all different from their neighbours and from other frames'. */
  static byte[] frame(int seed, int length) {
    byte[] frame = new byte[length];
    for (int i = 0; i < length; i++) {
      frame[i] = (byte) (seed * 31 + i + 1);
    }
    return frame;
  }

  CaptureBytes pcapHeader(int magic, int version, int snaplen, int linkTypeField) {
    return u32(magic)
        .u16(version / 10)
        .u16(version % 10)
        .u32(0)
        .u32(0)
        .u32(snaplen)
        .u32(linkTypeField)
        .border();
  }

  CaptureBytes pcapRecord(long seconds, long fraction, int original, byte[] frame) {
    return u32(seconds).u32(fraction).u32(frame.length).u32(original).raw(frame).border();
  }

  CaptureBytes snoopHeader(int version, long datalink) {
    return raw(new byte[] {'s', 'n', 'o', 'o', 'p', 0, 0, 0}).u32(version).u32(datalink).border();
  }

  CaptureBytes snoopRecord(long seconds, long micros, int original, byte[] frame, int padding) {
    return u32(original)
        .u32(frame.length)
        .u32(24L + frame.length + padding)
        .u32(0)
        .u32(seconds)
        .u32(micros)
        .raw(frame)
        .raw(new byte[padding])
        .border();
  }

  CaptureBytes section() {
    return block(0x0A0D0D0A, body().u32(0x1A2B3C4D).u16(1).u16(0).u64(-1));
  }

  CaptureBytes describe(int linkType, long snaplen, CaptureBytes options) {
    return block(1, body().u16(linkType).u16(0).u32(snaplen).raw(options.bytes()));
  }

  CaptureBytes describe(int linkType, long snaplen) {
    return describe(linkType, snaplen, body());
  }

  CaptureBytes enhanced(long interfaceNumber, long ticks, int original, byte[] frame) {
    return enhanced(interfaceNumber, ticks, original, frame, body());
  }

  CaptureBytes enhanced(
      long interfaceNumber, long ticks, int original, byte[] frame, CaptureBytes options) {
    CaptureBytes body = body().u32(interfaceNumber).u32(ticks >>> 32).u32(ticks);
    body.u32(frame.length).u32(original).raw(frame).pad().raw(options.bytes());
    return block(6, body);
  }

  CaptureBytes obsolete(int interfaceNumber, long ticks, int original, byte[] frame) {
    CaptureBytes body = body().u16(interfaceNumber).u16(7).u32(ticks >>> 32).u32(ticks);
    return block(2, body.u32(frame.length).u32(original).raw(frame).pad());
  }

  CaptureBytes simple(int original, byte[] frame) {
    return block(3, body().u32(original).raw(frame).pad());
  }

  CaptureBytes block(int type, CaptureBytes body) {
    body.pad();
    int length = 12 + body.size();
    return u32(type).u32(length).raw(body.bytes()).u32(length).border();
  }

  /** An option, for the options of a block. */
  CaptureBytes option(int code, CaptureBytes value) {
    return u16(code).u16(value.size()).raw(value.bytes()).pad();
  }

  /** What goes into a block of this file: of the same byte order. */
  CaptureBytes body() {
    return new CaptureBytes(order);
  }

  private CaptureBytes number(long value, int size) {
    for (int i = 0; i < size; i++) {
      int shift = order == ByteOrder.LITTLE_ENDIAN ? 8 * i : 8 * (size - 1 - i);
      u8((int) (value >>> shift) & 0xFF);
    }
    return this;
  }
}
