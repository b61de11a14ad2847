package io.ubernetes.apimachinery.history;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client asked for and saw, with the times of its question and of the answer
/// ([System#nanoTime]).
public sealed interface Seen {
  long begin();

  long end();

  /// A write and what became of it.
  ///
  /// @param content what it wrote, like no other write; null when it deletes
  /// @param expected the version that it was made for; 0 for one that must not be there
  /// @param revision of the version that it made; meaningful when it is `DONE`
  record Write(
      long begin,
      long end,
      String key,
      @Nullable String content,
      long expected,
      Outcome outcome,
      long revision)
      implements Seen {}

  /// What a write's answer said.
  enum Outcome {
    DONE,
    /// Another version stood there, or one where none should, or none.
    CONFLICT,
    /// The object was not there.
    ABSENT,
    /// No answer, or one that does not say.
    UNKNOWN
  }

  /// A consistent read of one object.
  ///
  /// @param version null when it was not there
  record Read(long begin, long end, String key, @Nullable Version version) implements Seen {}

  /// A consistent list.
  ///
  /// @param revision the list's own
  record Listed(long begin, long end, long revision, Map<String, Version> objects)
      implements Seen {}

  /// The events of one watch, until it ended.
  ///
  /// @param after the revision that it was asked to begin after
  record Watched(long begin, long end, long after, List<Event> events) implements Seen {}

  /// One version of an object.
  record Version(long revision, String content) {}

  /// A change.
  ///
  /// @param content null when the object was deleted
  record Event(long revision, String key, @Nullable String content) {}
}
