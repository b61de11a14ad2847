package io.ubernetes.apimachinery.kinds.rules;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a client is told about addresses that are understood, but not written as they should be.
public final class IpWarnings {

  private static final int GROUPS = 8;

  private IpWarnings() {}

  /// Sentences about the address in a field; none about what is no address at all.
  public static List<String> of(FieldPath field, String text) {
    if (IpAddresses.isV4(text)) {
      String plain = withoutZeros(text);
      return plain.equals(text) ? List.of() : List.of(nonStandard(field, text, plain));
    }
    if (!IpAddresses.isV6(text)) {
      return List.of();
    }
    InetAddress address = InetAddress.ofLiteral(text);
    if (!(address instanceof Inet6Address)) {
      return List.of(nonStandard(field, text, address.getHostAddress()));
    }
    String canonical = canonical(address.getAddress());
    return canonical.equals(text)
        ? List.of()
        : List.of(
            "%s: IPv6 address %s should be in RFC 5952 canonical format (%s)"
                .formatted(field, GoText.quote(text), GoText.quote(canonical)));
  }

  private static String nonStandard(FieldPath field, String text, String better) {
    return "%s: non-standard IP address %s is invalid: use %s"
        .formatted(field, GoText.quote(text), GoText.quote(better));
  }

  private static String withoutZeros(String v4) {
    return Arrays.stream(v4.split("\\."))
        .map(part -> Integer.toString(Integer.parseInt(part)))
        .collect(Collectors.joining("."));
  }

  /// RFC 5952: no leading zeros, and the longest run of at least two zero groups left out.
  private static String canonical(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = zeros(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return start < 0
        ? join(groups, 0, GROUPS)
        : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String join(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
