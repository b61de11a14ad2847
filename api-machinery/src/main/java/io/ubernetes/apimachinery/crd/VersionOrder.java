package io.ubernetes.apimachinery.crd;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kubernetes' order of versions: `v10`, `v2`, `v1`, `v2beta1`, `v1alpha1`, then all others by
/// their letters.
final class VersionOrder {

  private static final Pattern FORM = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

  static final Comparator<String> BEST_FIRST =
      Comparator.<String>comparingInt(version -> stability(version))
          .thenComparingInt(version -> number(version, 1))
          .thenComparingInt(version -> number(version, 3))
          .reversed()
          .thenComparing(Comparator.naturalOrder());

  private VersionOrder() {}

  private static int stability(String version) {
    Matcher form = FORM.matcher(version);
    if (!form.matches()) {
      return 0;
    }
    String word = form.group(2);
    return word == null ? 3 : word.equals("beta") ? 2 : 1;
  }

  private static int number(String version, int group) {
    Matcher form = FORM.matcher(version);
    return form.matches() && form.group(group) != null ? Integer.parseInt(form.group(group)) : 0;
  }
}
