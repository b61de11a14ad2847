package io.ubernetes.simulator.behaviour;

import java.util.regex.Pattern;

/// The addresses of a cluster's pods: 10.128.0.1 and on, each one higher than all before, until
/// they begin anew. Owned by the loop.
final class PodAddresses {
  private static final int COUNT = 1 << 23;
  private static final Pattern DOT = Pattern.compile("\\.");

  private int last;

  /// An address that is taken already.
  void used(String address) {
    String[] parts = DOT.split(address);
    if (parts.length == 4 && parts[0].equals("10")) {
      int number =
          ((Integer.parseInt(parts[1]) - 128) << 16)
              | (Integer.parseInt(parts[2]) << 8)
              | Integer.parseInt(parts[3]);
      last = Math.max(last, number);
    }
  }

  String next() {
    last = last % (COUNT - 1) + 1;
    return "10." + (128 + (last >> 16)) + "." + ((last >> 8) & 255) + "." + (last & 255);
  }
}
