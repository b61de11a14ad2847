package io.ubernetes.apimachinery.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses large answers for clients that accept it, under the rules of Kubernetes' API server:
/// gzip only, level 1, bodies above 128 KiB. Takes long: not for event loops.
final class Gzip {
  /// Below this the time to compress is worth more than the bytes that are saved.
  static final int THRESHOLD_BYTES = 128 * 1024;

  private static final int PIECE_BYTES = 64 * 1024;

  private Gzip() {}

  static boolean isFor(Request request, Response.Full response) {
    return response.length() > THRESHOLD_BYTES
        && accepts(request)
        && response.headers().stream()
            .noneMatch(header -> header.name().equalsIgnoreCase("Content-Encoding"));
  }

  static Response.Full compress(Response.Full response) {
    return new Response.Full(response.status(), response.headers(), compress(response.body()))
        .with("Content-Encoding", "gzip")
        .with("Vary", "Accept-Encoding");
  }

  private static boolean accepts(Request request) {
    for (String value : request.headers().getOrDefault("accept-encoding", List.of())) {
      for (String coding : value.split(",", -1)) {
        if (coding.strip().equals("gzip")) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<byte[]> compress(List<byte[]> body) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 255});
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    CRC32 checksum = new CRC32();
    try {
      byte[] out = new byte[PIECE_BYTES];
      int filled = 0;
      for (byte[] chunk : body) {
        checksum.update(chunk);
        deflater.setInput(chunk);
        while (!deflater.needsInput()) {
          filled += deflater.deflate(out, filled, out.length - filled);
          filled = emptied(out, filled, pieces);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        filled += deflater.deflate(out, filled, out.length - filled);
        filled = emptied(out, filled, pieces);
      }
      pieces.add(Arrays.copyOf(out, filled));
      pieces.add(trailer((int) checksum.getValue(), (int) deflater.getBytesRead()));
    } finally {
      deflater.end();
    }
    return pieces;
  }

  private static int emptied(byte[] out, int filled, List<byte[]> pieces) {
    if (filled < out.length) {
      return filled;
    }
    pieces.add(out.clone());
    return 0;
  }

  private static byte[] trailer(int checksum, int length) {
    byte[] trailer = new byte[8];
    for (int i = 0; i < 4; i++) {
      trailer[i] = (byte) (checksum >>> (8 * i));
      trailer[4 + i] = (byte) (length >>> (8 * i));
    }
    return trailer;
  }
}
