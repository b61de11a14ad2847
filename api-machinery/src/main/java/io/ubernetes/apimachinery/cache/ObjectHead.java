package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.Map;

/// The beginning that all objects of a kind and version share, `{"kind":"K","apiVersion":"V",`, and
/// the beginnings of watch frames made of it. Immutable; compared by identity, so keep few.
final class ObjectHead {
  private final byte[] bytes;
  private final Map<WatchEvent.Type, byte[]> frames = new EnumMap<>(WatchEvent.Type.class);

  /// @param bytes up to and with the comma before `"metadata"`
  ObjectHead(byte[] bytes) {
    this.bytes = bytes;
    String text = new String(bytes, UTF_8);
    for (WatchEvent.Type type : WatchEvent.Type.values()) {
      frames.put(type, ("{\"type\":\"" + type + "\",\"object\":" + text).getBytes(UTF_8));
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /// What a watch frame of that type begins with; the object's body follows.
  byte[] frame(WatchEvent.Type type) {
    byte[] frame = frames.get(type);
    if (frame == null) {
      throw new IllegalStateException("no frame for " + type);
    }
    return frame;
  }
}
