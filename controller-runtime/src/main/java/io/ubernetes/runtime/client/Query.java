package io.ubernetes.runtime.client;

/// Builds the query of a URL; empty values are left out.
final class Query {

  private final StringBuilder text = new StringBuilder();

  Query add(String name, String value) {
    if (!value.isEmpty()) {
      text.append(text.isEmpty() ? '?' : '&').append(name).append('=');
      text.append(ApiResource.encode(value));
    }
    return this;
  }

  Query add(WriteOptions.Mode mode) {
    return switch (mode) {
      case PERSIST -> this;
      case DRY_RUN -> add("dryRun", "All");
    };
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
