package io.ubernetes.apimachinery.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a client accepts, from an `Accept` header: the best first. A range fits an offered media
/// type when types and parameters are the same; `*` fits every type, but no offer with parameters,
/// which must be asked for by name.
public final class Accepted {

  private final List<Range> ranges;

  private record Range(String type, Map<String, String> parameters, double quality) {

    boolean fits(Range offer) {
      boolean sameType =
          type.equals(offer.type)
              || type.equals("*/*")
              || (type.endsWith("/*")
                  && offer.type.startsWith(type.substring(0, type.length() - 1)));
      return sameType && parameters.equals(offer.parameters);
    }
  }

  private Accepted(List<Range> ranges) {
    this.ranges = ranges;
  }

  /// @param header the header's value; empty stands for everything
  public static Accepted of(String header) {
    List<Range> ranges = new ArrayList<>();
    for (String clause : (header.isBlank() ? "*/*" : header).split(",", -1)) {
      Range range = range(clause);
      if (range.quality > 0) {
        ranges.add(range);
      }
    }
    ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
    return new Accepted(ranges);
  }

  /// The offered media type that the client likes best; of equals, the one offered first.
  public Optional<String> best(List<String> offers) {
    for (Range range : ranges) {
      for (String offer : offers) {
        if (range.fits(range(offer))) {
          return Optional.of(offer);
        }
      }
    }
    return Optional.empty();
  }

  private static Range range(String clause) {
    String[] parts = clause.split(";", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      String value = pair.length > 1 ? pair[1].strip() : "";
      if (pair[0].equals("q")) {
        quality = quality(value);
      } else if (!pair[0].equals("charset") && !pair[0].isEmpty()) {
        parameters.put(pair[0], value);
      }
    }
    return new Range(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
