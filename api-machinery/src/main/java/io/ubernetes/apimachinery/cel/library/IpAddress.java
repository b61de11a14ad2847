package io.ubernetes.apimachinery.cel.library;

import io.ubernetes.apimachinery.kinds.rules.GoText;
import java.net.InetAddress;
import java.util.Arrays;

/// An IPv4 or IPv6 address. Immutable.
final class IpAddress {

  private static final int V4_BYTES = 4;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  static IpAddress ofBytes(byte[] bytes) {
    return new IpAddress(bytes.clone());
  }

  /// @throws Failure when it is none, or one of the forms that Kubernetes does not take
  static IpAddress parse(String text) {
    String problem = problem(text);
    if (!problem.isEmpty()) {
      throw new Failure(
          "IP Address %s parse error during conversion from string: ParseAddr(%s): %s"
              .formatted(GoText.quote(text), GoText.quote(text), problem));
    }
    if (text.indexOf('%') >= 0) {
      throw new Failure("IP address " + GoText.quote(text) + " with zone value is not allowed");
    }
    byte[] bytes = InetAddress.ofLiteral(text).getAddress();
    if (text.indexOf(':') >= 0 && bytes.length == V4_BYTES) {
      throw new Failure("IPv4-mapped IPv6 address " + GoText.quote(text) + " is not allowed");
    }
    return new IpAddress(bytes);
  }

  /// Why a text is no address; empty when it is one.
  static String problem(String text) {
    if (text.indexOf(':') >= 0) {
      String address = text.indexOf('%') < 0 ? text : text.substring(0, text.indexOf('%'));
      try {
        InetAddress.ofLiteral(address);
        return "";
      } catch (IllegalArgumentException malformed) {
        return "unable to parse IP";
      }
    }
    return text.indexOf('.') < 0 ? "unable to parse IP" : problemOfV4(text);
  }

  private static String problemOfV4(String text) {
    String[] fields = text.split("\\.", -1);
    for (String field : fields) {
      if (field.isEmpty()) {
        return "IPv4 field must have at least one digit";
      }
      if (!field.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return "unexpected character";
      }
      if (field.length() > 1 && field.charAt(0) == '0') {
        return "IPv4 field has octet with leading zero";
      }
      if (field.length() > 3 || Integer.parseInt(field) > 255) {
        return "IPv4 field has value >255";
      }
    }
    return fields.length < V4_BYTES
        ? "IPv4 address too short"
        : fields.length > V4_BYTES ? "IPv4 address too long" : "";
  }

  int bits() {
    return bytes.length * 8;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  int family() {
    return isV4() ? 4 : 6;
  }

  private boolean isV4() {
    return bytes.length == V4_BYTES;
  }

  boolean isUnspecified() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  boolean isLoopback() {
    return isV4() ? bytes[0] == 127 : toString().equals("::1");
  }

  boolean isLinkLocalMulticast() {
    return isV4()
        ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
        : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 0x02;
  }

  boolean isLinkLocalUnicast() {
    return isV4()
        ? (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254
        : (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
  }

  private boolean isMulticast() {
    return isV4() ? (bytes[0] & 0xf0) == 0xe0 : (bytes[0] & 0xff) == 0xff;
  }

  boolean isGlobalUnicast() {
    boolean broadcast = isV4() && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
    return !isUnspecified()
        && !broadcast
        && !isLoopback()
        && !isMulticast()
        && !isLinkLocalUnicast();
  }

  /// The form of RFC 5952: lower case, the longest run of zeros left out.
  @Override
  public String toString() {
    if (isV4()) {
      return (bytes[0] & 0xff)
          + "."
          + (bytes[1] & 0xff)
          + "."
          + (bytes[2] & 0xff)
          + "."
          + (bytes[3] & 0xff);
    }
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
