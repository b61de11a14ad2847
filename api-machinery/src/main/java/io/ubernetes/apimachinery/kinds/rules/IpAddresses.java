package io.ubernetes.apimachinery.kinds.rules;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// IP addresses in the text of objects.
public final class IpAddresses {

  private static final List<String> WRONG =
      List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");

  private static final List<String> WRONG_RANGE =
      List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");

  private IpAddresses() {}

  /// What is wrong with an address, in Kubernetes' words.
  public static List<String> check(String text) {
    if (!isV4(text) && !isV6(text)) {
      return WRONG;
    }
    List<String> wrong = new ArrayList<>();
    if (hasLeadingZeros(text)) {
      wrong.add("must not have leading 0s");
    } else if (isMapped(text)) {
      wrong.add("must not be an IPv4-mapped IPv6 address");
    }
    return wrong;
  }

  /// What is wrong with an address that must also be written as it always should be.
  public static List<String> checkCanonical(String text) {
    List<String> wrong = check(text);
    String canonical = wrong.isEmpty() ? IpRange.canonical(text) : text;
    return canonical.equals(text)
        ? wrong
        : List.of("must be in canonical form (" + GoText.quote(canonical) + ")");
  }

  private static boolean hasLeadingZeros(String text) {
    return text.indexOf('.') >= 0
        && Arrays.stream(text.substring(text.lastIndexOf(':') + 1).split("\\."))
            .anyMatch(part -> part.length() > 1 && part.startsWith("0"));
  }

  /// An IPv4 address in the clothes of IPv6.
  private static boolean isMapped(String text) {
    return isV6(text) && InetAddress.ofLiteral(text).getAddress().length == 4;
  }

  /// Why an address cannot be that of something elsewhere; empty when it can.
  public static List<String> checkReachable(String text) {
    InetAddress address = InetAddress.ofLiteral(isV4(text) ? withoutZeros(text) : text);
    List<String> wrong = new ArrayList<>();
    if (address.isAnyLocalAddress()) {
      wrong.add("may not be unspecified (" + text + ")");
    }
    if (address.isLoopbackAddress()) {
      wrong.add("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalAddress()) {
      wrong.add("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (address.isMCLinkLocal()) {
      wrong.add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return wrong;
  }

  private static String withoutZeros(String v4) {
    return Arrays.stream(v4.split("\\."))
        .map(part -> Integer.toString(Integer.parseInt(part)))
        .collect(Collectors.joining("."));
  }

  /// What is wrong with a range of addresses, in Kubernetes' words.
  public static List<String> checkRange(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? "" : text.substring(0, slash);
    String length = text.substring(slash + 1);
    int most = isV4(address) ? 32 : isV6(address) ? 128 : -1;
    boolean digits =
        !length.isEmpty()
            && length.length() <= 3
            && length.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || Integer.parseInt(length) > most) {
      return WRONG_RANGE;
    }
    if (hasLeadingZeros(address) || (length.length() > 1 && length.startsWith("0"))) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (isMapped(address)) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    return IpRange.hasMore(address, Integer.parseInt(length))
        ? List.of("must not have bits set beyond the prefix length")
        : List.of();
  }

  public static boolean isV6(String text) {
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return false;
    }
    try {
      // Not getByName, which would ask a name server about other text.
      Inet6Address.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /// Four numbers. Leading zeros are tolerated where they always were, and mean nothing.
  public static boolean isV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      boolean digits =
          !part.isEmpty() && part.length() <= 4 && part.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
