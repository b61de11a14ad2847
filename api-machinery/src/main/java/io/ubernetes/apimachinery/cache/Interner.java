package io.ubernetes.apimachinery.cache;

import java.util.concurrent.ConcurrentHashMap;

/// Keeps one of several equal values, so that objects share their namespaces, label keys, and whole
/// label maps. Thread-safe. Only a help: it forgets everything when it is full, and values that
/// were handed out stay as they are.
final class Interner<T> {
  private final ConcurrentHashMap<T, T> values = new ConcurrentHashMap<>();
  private final int limit;

  Interner(int limit) {
    this.limit = limit;
  }

  T intern(T value) {
    T known = values.get(value);
    if (known != null) {
      return known;
    }
    if (values.size() >= limit) {
      values.clear();
    }
    T before = values.putIfAbsent(value, value);
    return before != null ? before : value;
  }
}
