package io.ubernetes.cli;

/// How much is logged.
enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG
}
