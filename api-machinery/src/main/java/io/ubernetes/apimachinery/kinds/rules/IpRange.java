package io.ubernetes.apimachinery.kinds.rules;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A range of addresses in the notation of CIDR (RFC 4632, RFC 4291). Immutable.
public final class IpRange {

  private static final int V4_BYTES = 4;

  /// As it was written, with the bits behind the prefix.
  private final byte[] address;

  private final int prefix;

  private IpRange(byte[] address, int prefix) {
    this.address = address;
    this.prefix = prefix;
  }

  /// @return empty when the text is no range
  public static Optional<IpRange> parse(String text) {
    int slash = text.indexOf('/');
    boolean known = slash > 0 && isLength(text.substring(slash + 1), text.substring(0, slash));
    if (!known) {
      return Optional.empty();
    }
    byte[] bytes = bytes(text.substring(0, slash));
    int prefix = Integer.parseInt(text.substring(slash + 1));
    // An IPv4 address in the clothes of IPv6: only the last four bytes are its own.
    int hidden = text.indexOf(':') >= 0 && bytes.length == V4_BYTES ? 96 : 0;
    return Optional.of(new IpRange(bytes, Math.max(prefix - hidden, 0)));
  }

  private static boolean isLength(String length, String address) {
    int most = IpAddresses.isV4(address) ? 32 : IpAddresses.isV6(address) ? 128 : -1;
    return length.matches("\\d{1,3}") && Integer.parseInt(length) <= most;
  }

  /// Whether an address says more than its first bits.
  static boolean hasMore(String address, int prefix) {
    byte[] bytes = bytes(address);
    return !Arrays.equals(bytes, new IpRange(bytes, prefix).network(prefix));
  }

  /// An address as it should be written.
  static String canonical(String address) {
    return text(bytes(address));
  }

  private static byte[] bytes(String address) {
    String plain =
        IpAddresses.isV4(address)
            ? Arrays.stream(address.split("\\."))
                .map(part -> Integer.toString(Integer.parseInt(part)))
                .collect(Collectors.joining("."))
            : address;
    return InetAddress.ofLiteral(plain).getAddress();
  }

  /// Whether all addresses of another range are in this one, and not only they.
  public boolean isLargerThan(IpRange other) {
    return address.length == other.address.length
        && prefix < other.prefix
        && Arrays.equals(network(prefix), other.network(prefix));
  }

  private byte[] network(int length) {
    byte[] masked = address.clone();
    for (int bit = length; bit < masked.length * 8; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return masked;
  }

  /// What a client is told about a range that is understood, but not written as it should be; none
  /// about what is no range at all.
  public static List<String> warnings(FieldPath field, String text) {
    return parse(text).map(range -> range.warningsAbout(field, text)).orElse(List.of());
  }

  private List<String> warningsAbout(FieldPath field, String text) {
    List<String> warnings = new ArrayList<>();
    String range = text(network(prefix)) + "/" + prefix;
    if (!Arrays.equals(address, network(prefix))) {
      String single = text(address) + "/" + address.length * 8;
      warnings.add(
          "%s: CIDR value %s is ambiguous in this context (should be %s or %s?)"
              .formatted(field, GoText.quote(text), GoText.quote(range), GoText.quote(single)));
    }
    boolean v6 = text.indexOf(':') >= 0;
    String canonical = text(address) + "/" + prefix;
    boolean standard = v6 ? address.length != V4_BYTES : canonical.equals(text);
    if (!standard) {
      warnings.add(
          "%s: non-standard CIDR value %s is invalid: use %s"
              .formatted(field, GoText.quote(text), GoText.quote(range)));
    } else if (warnings.isEmpty() && v6 && !canonical.equals(text)) {
      warnings.add(
          "%s: IPv6 CIDR value %s should be in RFC 5952 canonical format (%s)"
              .formatted(field, GoText.quote(text), GoText.quote(canonical)));
    }
    return warnings;
  }

  private static String text(byte[] address) {
    return address.length == V4_BYTES ? decimal(address) : canonical(address);
  }

  private static String decimal(byte[] address) {
    return IntStream.range(0, V4_BYTES)
        .mapToObj(i -> Integer.toString(address[i] & 0xff))
        .collect(Collectors.joining("."));
  }

  /// RFC 5952: no leading zeros, and the longest run of at least two zero groups left out.
  private static String canonical(byte[] address) {
    int[] groups =
        IntStream.range(0, address.length / 2)
            .map(i -> ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff))
            .toArray();
    int start = 0;
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      int run = zeros(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return length < 2
        ? hexadecimal(groups, 0, groups.length)
        : hexadecimal(groups, 0, start) + "::" + hexadecimal(groups, start + length, groups.length);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < groups.length && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String hexadecimal(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
