package io.ubernetes.apimachinery.cel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A semantic version (semver.org 2.0.0).
///
/// @param preRelease the identifiers after the dash; what follows a plus is no part of the
///   version's order
record Semver(long major, long minor, long patch, List<String> preRelease, String build)
    implements Comparable<Semver> {

  Semver {
    preRelease = List.copyOf(preRelease);
  }

  /// @throws Failure when it is none
  static Semver parse(String text) {
    if (text.isEmpty()) {
      throw new Failure("Version string empty");
    }
    String[] parts = text.split("\\.", 3);
    if (parts.length != 3) {
      throw new Failure("No Major.Minor.Patch elements found");
    }
    int plus = parts[2].indexOf('+');
    String build = plus < 0 ? "" : parts[2].substring(plus + 1);
    String patch = plus < 0 ? parts[2] : parts[2].substring(0, plus);
    int dash = patch.indexOf('-');
    List<String> preRelease = dash < 0 ? List.of() : identifiers(patch.substring(dash + 1));
    if (plus >= 0) {
      words(build, "Build meta data");
    }
    return new Semver(
        number(parts[0], "Major"),
        number(parts[1], "Minor"),
        number(dash < 0 ? patch : patch.substring(0, dash), "Patch"),
        preRelease,
        build);
  }

  /// Takes a `v` in front, versions that are too short, and zeros in front of numbers.
  static Semver parseTolerantly(String text) {
    String[] given = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
    List<String> parts = new ArrayList<>();
    for (String part : given) {
      String bare = part.replaceFirst("^0+", "");
      boolean zero = bare.isEmpty() || !Character.isDigit(bare.charAt(0));
      parts.add(part.length() > 1 ? (zero ? "0" + bare : bare) : part);
    }
    if (parts.size() < 3 && parts.getLast().matches(".*[+-].*")) {
      throw new Failure("short version cannot contain PreRelease/Build meta data");
    }
    while (parts.size() < 3) {
      parts.add("0");
    }
    return parse(String.join(".", parts));
  }

  private static long number(String text, String name) {
    if (text.isEmpty() || !isNumber(text)) {
      throw new Failure(
          "Invalid character(s) found in "
              + name.toLowerCase(java.util.Locale.ROOT)
              + " number \""
              + text
              + "\"");
    }
    if (text.length() > 1 && text.startsWith("0")) {
      throw new Failure(name + " number must not contain leading zeroes \"" + text + "\"");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      throw new Failure("strconv.ParseUint: parsing \"" + text + "\": value out of range");
    }
  }

  private static List<String> identifiers(String text) {
    List<String> words = words(text, "Prerelease");
    for (String word : words) {
      if (isNumber(word) && word.length() > 1 && word.startsWith("0")) {
        throw new Failure(
            "Numeric PreRelease version must not contain leading zeroes \"" + word + "\"");
      }
    }
    return words;
  }

  private static List<String> words(String text, String name) {
    List<String> words = Arrays.asList(text.split("\\.", -1));
    for (String word : words) {
      if (word.isEmpty()) {
        throw new Failure(name + " is empty");
      }
      if (!word.matches("[0-9A-Za-z-]+")) {
        throw new Failure(
            "Invalid character(s) found in "
                + name.toLowerCase(java.util.Locale.ROOT)
                + " \""
                + word
                + "\"");
      }
    }
    return words;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(Semver other) {
    int numbers = Long.compare(major, other.major);
    numbers = numbers != 0 ? numbers : Long.compare(minor, other.minor);
    numbers = numbers != 0 ? numbers : Long.compare(patch, other.patch);
    if (numbers != 0) {
      return numbers;
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int words = compareWords(preRelease.get(i), other.preRelease.get(i));
      if (words != 0) {
        return words;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int compareWords(String one, String other) {
    boolean number = isNumber(one);
    if (number && isNumber(other)) {
      return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }
    return number == isNumber(other) ? Integer.signum(one.compareTo(other)) : number ? -1 : 1;
  }

  /// As CEL has it: what comes after a plus does not count.
  @Override
  public boolean equals(Object other) {
    return other instanceof Semver version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(major * 31 * 31 + minor * 31 + patch) + preRelease.hashCode();
  }
}
