package io.ubernetes.apimachinery.cel.library;

import io.ubernetes.apimachinery.kinds.rules.GoText;

/// An address and the length of its prefix.
record Cidr(IpAddress address, int prefixLength) {

  private static final String CONVERSION =
      "network address parse error during conversion from string: ";

  /// @throws Failure when it is none
  static Cidr parse(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      throw failure(text, "no '/'");
    }
    String address = text.substring(0, slash);
    String length = text.substring(slash + 1);
    String problem = IpAddress.problem(address);
    if (!problem.isEmpty()) {
      throw failure(text, "ParseAddr(" + GoText.quote(address) + "): " + problem);
    }
    if (address.indexOf('%') >= 0) {
      throw failure(text, "IPv6 zones cannot be present in a prefix");
    }
    IpAddress ip;
    try {
      ip = IpAddress.parse(address);
    } catch (Failure mapped) {
      throw new Failure(
          CONVERSION + "IPv4-mapped IPv6 address " + GoText.quote(text) + " is not allowed");
    }
    boolean digits =
        !length.isEmpty()
            && length.length() <= 3
            && length.chars().allMatch(c -> c >= '0' && c <= '9')
            && (length.length() == 1 || length.charAt(0) != '0');
    if (!digits) {
      throw failure(text, "bad bits after slash: " + GoText.quote(length));
    }
    if (Integer.parseInt(length) > ip.bits()) {
      throw failure(text, "prefix length out of range");
    }
    return new Cidr(ip, Integer.parseInt(length));
  }

  private static Failure failure(String text, String why) {
    return new Failure(
        CONVERSION + CONVERSION + "netip.ParsePrefix(" + GoText.quote(text) + "): " + why);
  }

  boolean contains(IpAddress ip) {
    return ip.bits() == address.bits()
        && masked(ip, prefixLength).equals(masked(address, prefixLength));
  }

  boolean contains(Cidr other) {
    return contains(other.address) && prefixLength <= other.prefixLength;
  }

  Cidr masked() {
    return new Cidr(masked(address, prefixLength), prefixLength);
  }

  private static IpAddress masked(IpAddress ip, int length) {
    byte[] bytes = ip.bytes();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(length - 8L * i, 0, 8);
      bytes[i] = (byte) (bytes[i] & (0xff << (8 - kept)));
    }
    return IpAddress.ofBytes(bytes);
  }

  @Override
  public String toString() {
    return address + "/" + prefixLength;
  }
}
