package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/// Ranges of IP addresses (`kubernetes.net.cidr`).
final class CidrFunctions {

  private static final CelType CIDR = OpaqueType.create("net.CIDR");

  private CidrFunctions() {}

  static List<Function> all() {
    return List.of(
        Function.global(
            "cidr",
            "string_to_cidr",
            CIDR,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> Cidr.parse((String) arguments[0])),
        Function.global(
            "isCIDR",
            "is_cidr",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> isCidr((String) arguments[0])),
        Function.global(
            "string",
            "cidr_to_string",
            SimpleType.STRING,
            List.of(CIDR),
            List.of(Cidr.class),
            arguments -> arguments[0].toString()),
        contains("containsIP", "cidr_contains_ip_string", SimpleType.STRING, String.class),
        contains("containsIP", "cidr_contains_ip_ip", IpFunctions.IP, IpAddress.class),
        contains("containsCIDR", "cidr_contains_cidr_string", SimpleType.STRING, String.class),
        contains("containsCIDR", "cidr_contains_cidr", CIDR, Cidr.class),
        ofCidr("ip", "cidr_ip", IpFunctions.IP, Cidr::address),
        ofCidr(
            "prefixLength",
            "cidr_prefix_length",
            SimpleType.INT,
            cidr -> (long) cidr.prefixLength()),
        ofCidr("masked", "cidr_masked", CIDR, Cidr::masked));
  }

  private static boolean isCidr(String text) {
    try {
      return Cidr.parse(text).prefixLength() >= 0;
    } catch (Failure malformed) {
      return false;
    }
  }

  private static Function contains(String name, String id, CelType type, Class<?> valueClass) {
    boolean ofIps = name.equals("containsIP");
    return Function.member(
        name,
        id,
        SimpleType.BOOL,
        List.of(CIDR, type),
        List.of(Cidr.class, valueClass),
        arguments -> {
          Cidr cidr = (Cidr) arguments[0];
          return switch (arguments[1]) {
            case IpAddress ip -> cidr.contains(ip);
            case Cidr other -> cidr.contains(other);
            case String text when ofIps -> cidr.contains(IpAddress.parse(text));
            case String text -> cidr.contains(Cidr.parse(text));
            default -> throw new Failure("no such overload");
          };
        });
  }

  private interface OfCidr {
    Object apply(Cidr cidr);
  }

  private static Function ofCidr(String name, String id, CelType result, OfCidr body) {
    return Function.member(
        name,
        id,
        result,
        List.of(CIDR),
        List.of(Cidr.class),
        arguments -> body.apply((Cidr) arguments[0]));
  }
}
