package io.ubernetes.bench.api;

import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the token of the next page in the first bytes of a list, where API servers write it, so
/// that the rest need not be kept. Owned by the event loop of its request.
final class Continuation {
  private static final int HEAD_BYTES = 1024;
  private static final Pattern TOKEN = Pattern.compile("\"continue\":\"([^\"]+)\"");

  private final Buffer head = Buffer.buffer();

  void accept(Buffer piece) {
    int missing = HEAD_BYTES - head.length();
    if (missing > 0) {
      head.appendBuffer(piece, 0, Math.min(missing, piece.length()));
    }
  }

  /// As a query has it; empty when this page was the last.
  String token() {
    Matcher found = TOKEN.matcher(head.toString(StandardCharsets.UTF_8));
    return found.find() ? URLEncoder.encode(found.group(1), StandardCharsets.UTF_8) : "";
  }
}
