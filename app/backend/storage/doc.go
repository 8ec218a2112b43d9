// Package storage keeps what the backend knows: agents and their sessions, the company's accounts, customers and what they
// wrote, cases, handling records, answers on their way out, catalogue, service records and tickets.
//
// There is one Store with two engines below it, SQLite (embedded, one writer) and PostgreSQL (several backends at once). Every
// query is written once; storetest is the suite both engines pass.
//
// # Rules that all of it keeps
//
//   - One call is one transaction: it happens whole, with its trace in the change log, or not at all.
//   - Ids are given by Options.NewID, times by Options.Clock; both are stored so that they compare the same on both engines.
//   - Errors are data.Error; a cause never holds text of messages, tokens or data of customers. What a call refuses because
//     the case isn't any more what the agent saw carries a *Changed.
//   - A case's row is the lock of everything that happens to it: who writes to its answers or parts locks the case first.
//
// # Who sees what changed
//
// Each agent has a feed: a number that rises, and one row per thing (case, message, note, handling, customer) that holds the
// number of its newest change. A transaction takes its numbers from the feed's row, which it keeps locked until it commits,
// so that numbers become visible in their order and a cursor never skips one. The log is as long as what an agent can see,
// not as long as its past, and "nothing changed" is one look at one row, whatever the number of cases.
//
// An agent sees the changes of a case from taking it on until he puts it back or until Prune takes it away; with a case
// come its customer and that customer's messages, notes and handlings from all cases, because they are one history.
package storage
