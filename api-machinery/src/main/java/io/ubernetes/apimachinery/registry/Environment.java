package io.ubernetes.apimachinery.registry;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// What every registry of a server shares and a test may replace.
///
/// @param clock times of creation and deletion, and of field ownership
/// @param uids a new uid each time
/// @param suffixes five random characters for `generateName` each time
/// @param admission looks at every write
public record Environment(
    InstantSource clock, Supplier<String> uids, Supplier<String> suffixes, Admission admission) {

  /// Without vowels and look-alikes, so that no words arise (as Kubernetes'
  /// `rand.SafeEncodeString`).
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_LENGTH = 5;

  public static Environment real(Admission admission) {
    return new Environment(
        InstantSource.system(),
        () -> UUID.randomUUID().toString(),
        Environment::randomSuffix,
        admission);
  }

  private static String randomSuffix() {
    StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      int index = ThreadLocalRandom.current().nextInt(SUFFIX_ALPHABET.length());
      suffix.append(SUFFIX_ALPHABET.charAt(index));
    }
    return suffix.toString();
  }
}
