package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/// Semantic versions (`kubernetes.Semver`).
final class SemverFunctions {

  private static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");

  private SemverFunctions() {}

  static List<Function> all() {
    List<CelType> textAndFlag = List.of(SimpleType.STRING, SimpleType.BOOL);
    List<Class<?>> textAndFlagValues = List.of(String.class, Boolean.class);
    return List.of(
        Function.global(
            "semver",
            "string_to_semver",
            SEMVER,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> Semver.parse((String) arguments[0])),
        Function.global(
            "semver",
            "string_bool_to_semver",
            SEMVER,
            textAndFlag,
            textAndFlagValues,
            SemverFunctions::parse),
        Function.global(
            "isSemver",
            "is_semver_string",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> isSemver(arguments[0], false)),
        Function.global(
            "isSemver",
            "is_semver_string_bool",
            SimpleType.BOOL,
            textAndFlag,
            textAndFlagValues,
            SemverFunctions::isSemver),
        part("major", Semver::major),
        part("minor", Semver::minor),
        part("patch", Semver::patch),
        comparison("isGreaterThan", "semver_is_greater_than", SimpleType.BOOL, order -> order > 0),
        comparison("isLessThan", "semver_is_less_than", SimpleType.BOOL, order -> order < 0),
        comparison("compareTo", "semver_compare_to", SimpleType.INT, order -> (long) order));
  }

  private static Object parse(Object... arguments) {
    String text = (String) arguments[0];
    return (Boolean) arguments[1] ? Semver.parseTolerantly(text) : Semver.parse(text);
  }

  private static Object isSemver(Object... arguments) {
    try {
      parse(arguments);
      return true;
    } catch (Failure malformed) {
      return false;
    }
  }

  private interface Part {
    long of(Semver version);
  }

  private static Function part(String name, Part part) {
    return Function.member(
        name,
        "semver_" + name,
        SimpleType.INT,
        List.of(SEMVER),
        List.of(Semver.class),
        arguments -> part.of((Semver) arguments[0]));
  }

  private interface Verdict {
    Object of(int order);
  }

  private static Function comparison(String name, String id, CelType result, Verdict verdict) {
    return Function.member(
        name,
        id,
        result,
        List.of(SEMVER, SEMVER),
        List.of(Semver.class, Semver.class),
        arguments ->
            verdict.of(Integer.signum(((Semver) arguments[0]).compareTo((Semver) arguments[1]))));
  }
}
