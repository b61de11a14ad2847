package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the addresses of a Service in its cluster, and their families.
final class ServiceAddressRules {

  private static final FieldPath ADDRESSES = ServiceRules.SPEC.child("clusterIPs");
  private static final FieldPath FAMILIES = ServiceRules.SPEC.child("ipFamilies");
  private static final List<String> KNOWN_FAMILIES = List.of("IPv4", "IPv6");
  private static final List<String> POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");

  private ServiceAddressRules() {}

  static void check(ObjectNode spec, FieldErrors errors) {
    String first = Json.text(spec, "clusterIP");
    List<String> addresses = Trees.strings(spec, "clusterIPs");
    if (first.isEmpty() && !addresses.isEmpty()) {
      errors.invalid(
          ADDRESSES, spec.get("clusterIPs"), "must be empty when `clusterIP` is not specified");
    } else if (!first.isEmpty() && addresses.isEmpty()) {
      errors.required(ADDRESSES);
    } else if (!first.isEmpty() && !addresses.getFirst().equals(first)) {
      errors.invalid(ADDRESSES, spec.get("clusterIPs"), "first value must match `clusterIP`");
    }
    List<String> families = Trees.strings(spec, "ipFamilies");
    families(families, errors);
    if (Json.at(spec, "ipFamilyPolicy") != null) {
      errors.oneOf(
          ServiceRules.SPEC.child("ipFamilyPolicy"), Json.text(spec, "ipFamilyPolicy"), POLICIES);
    }
    if (wellFormed(spec, addresses, errors) && !ServiceRules.isHeadless(spec)) {
      together(spec, addresses, families, errors);
    }
  }

  private static void families(List<String> families, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < families.size(); i++) {
      errors.oneOf(FAMILIES.index(i), families.get(i), KNOWN_FAMILIES);
      if (!seen.add(families.get(i))) {
        errors.duplicate(FAMILIES.index(i), families.get(i));
      }
    }
  }

  private static boolean wellFormed(ObjectNode spec, List<String> addresses, FieldErrors errors) {
    boolean good = true;
    for (int i = 0; i < addresses.size(); i++) {
      if (i == 0 && addresses.getFirst().equals("None")) {
        if (addresses.size() > 1) {
          good = false;
          errors.invalid(
              ADDRESSES, spec.get("clusterIPs"), "'None' must be the first and only value");
        }
        continue;
      }
      List<String> wrong = IpAddresses.check(addresses.get(i));
      good &= wrong.isEmpty();
      errors.eachInvalid(ADDRESSES.index(i), addresses.get(i), wrong);
    }
    if (addresses.size() > 2) {
      errors.invalid(ADDRESSES, spec.get("clusterIPs"), "may only hold up to 2 values");
    }
    return good;
  }

  private static void together(
      ObjectNode spec, List<String> addresses, List<String> families, FieldErrors errors) {
    long v6 = addresses.stream().filter(IpAddresses::isV6).count();
    if (addresses.size() > 1 && (v6 == 0 || v6 == addresses.size())) {
      errors.invalid(
          ADDRESSES, spec.get("clusterIPs"), "may specify no more than one IP for each IP family");
    }
    for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
      String expected = families.get(i);
      boolean isV6 = IpAddresses.isV6(addresses.get(i));
      if (KNOWN_FAMILIES.contains(expected) && expected.equals("IPv6") != isV6) {
        errors.invalid(
            ADDRESSES.index(i),
            addresses.get(i),
            "expected an " + expected + " value as indicated by `ipFamilies[" + i + "]`");
      }
    }
  }
}
