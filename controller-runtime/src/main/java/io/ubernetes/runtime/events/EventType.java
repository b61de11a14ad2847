package io.ubernetes.runtime.events;

/// Whether somebody should look.
public enum EventType {
  NORMAL("Normal"),
  WARNING("Warning");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
