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
    return isV4(text) || isV6(text) ? List.of() : WRONG;
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
    return digits && Integer.parseInt(length) <= most ? List.of() : WRONG_RANGE;
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
