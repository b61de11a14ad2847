/// Measurements as values, and their two forms: a table for people, JSON for machines. It must not
/// know how anything is measured. Start at [io.ubernetes.bench.report.Measurement].
@NullMarked
package io.ubernetes.bench.report;

import org.jspecify.annotations.NullMarked;
