package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/// IP addresses (`kubernetes.net.ip`).
final class IpFunctions {

  static final CelType IP = OpaqueType.create("net.IP");

  private IpFunctions() {}

  static List<Function> all() {
    return List.of(
        ofText("ip", "string_to_ip", IP, IpAddress::parse),
        ofText("isIP", "is_ip", SimpleType.BOOL, IpFunctions::isIp),
        ofText(
            "ip.isCanonical",
            "ip_is_canonical",
            SimpleType.BOOL,
            text -> IpAddress.parse(text).toString().equals(text)),
        Function.global(
            "string",
            "ip_to_string",
            SimpleType.STRING,
            List.of(IP),
            List.of(IpAddress.class),
            arguments -> arguments[0].toString()),
        ofIp("family", "ip_family", SimpleType.INT, ip -> (long) ip.family()),
        ofIp("isUnspecified", "ip_is_unspecified", SimpleType.BOOL, IpAddress::isUnspecified),
        ofIp("isLoopback", "ip_is_loopback", SimpleType.BOOL, IpAddress::isLoopback),
        ofIp(
            "isLinkLocalMulticast",
            "ip_is_link_local_multicast",
            SimpleType.BOOL,
            IpAddress::isLinkLocalMulticast),
        ofIp(
            "isLinkLocalUnicast",
            "ip_is_link_local_unicast",
            SimpleType.BOOL,
            IpAddress::isLinkLocalUnicast),
        ofIp(
            "isGlobalUnicast",
            "ip_is_global_unicast",
            SimpleType.BOOL,
            IpAddress::isGlobalUnicast));
  }

  private static boolean isIp(String text) {
    try {
      return IpAddress.parse(text).bits() > 0;
    } catch (Failure malformed) {
      return false;
    }
  }

  private interface OfText {
    Object apply(String text);
  }

  private static Function ofText(String name, String id, CelType result, OfText body) {
    return Function.global(
        name,
        id,
        result,
        List.of(SimpleType.STRING),
        List.of(String.class),
        arguments -> body.apply((String) arguments[0]));
  }

  private interface OfIp {
    Object apply(IpAddress ip);
  }

  private static Function ofIp(String name, String id, CelType result, OfIp body) {
    return Function.member(
        name,
        id,
        result,
        List.of(IP),
        List.of(IpAddress.class),
        arguments -> body.apply((IpAddress) arguments[0]));
  }
}
