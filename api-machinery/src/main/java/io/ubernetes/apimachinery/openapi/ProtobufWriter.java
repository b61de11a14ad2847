package io.ubernetes.apimachinery.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Writes one protobuf message: just the wire types that the OpenAPI documents need.
final class ProtobufWriter {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      delimited(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// A nested message; written even when it is empty, because being there says something.
  void message(int field, Consumer<ProtobufWriter> content) {
    ProtobufWriter nested = new ProtobufWriter();
    content.accept(nested);
    delimited(field, nested.bytes());
  }

  void bool(int field, boolean value) {
    if (value) {
      number(field, 1);
    }
  }

  void number(int field, long value) {
    key(field, VARINT);
    varint(value);
  }

  void decimal(int field, double value) {
    key(field, FIXED64);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < Long.BYTES; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
  }

  private void delimited(int field, byte[] bytes) {
    key(field, LENGTH_DELIMITED);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void key(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
