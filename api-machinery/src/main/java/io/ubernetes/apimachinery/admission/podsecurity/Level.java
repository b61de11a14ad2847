package io.ubernetes.apimachinery.admission.podsecurity;

import java.util.Locale;
import java.util.Optional;

/// The standards, from the one that forbids nothing to the strictest.
public enum Level {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  static Optional<Level> of(String text) {
    for (Level level : values()) {
      if (level.toString().equals(text)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
