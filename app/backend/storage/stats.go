package storage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sociomedio/data/contract"
)

// dayBegan is when today began in the zone of Options.
func (s *Store) dayBegan() moment {
	y, m, d := s.opts.Clock().In(s.opts.Zone).Date()
	return momentOf(time.Date(y, m, d, 0, 0, 0, 0, s.opts.Zone))
}

// Today gives how many handlings an agent saved today and the median of their handling times in seconds.
func (s *Store) Today(ctx context.Context, agentID string) (answered, medianSeconds int, err error) {
	seconds, err := all[int](ctx, s.reading(), `SELECT seconds FROM handlings WHERE agent_id = ? AND saved_at >= ?`, agentID, s.dayBegan())
	return len(seconds), median(seconds), err
}

func median(list []int) int {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	middle := len(list) / 2
	if len(list)%2 == 1 {
		return list[middle]
	}
	return (list[middle-1] + list[middle]) / 2
}

// Received is how many messages of customers there are.
func (s *Store) Received(ctx context.Context) (int, error) {
	n, _, err := one[int](ctx, s.reading(), `SELECT COUNT(*) FROM messages WHERE ours = FALSE`)
	return n, err
}

// Waiting says how many cases wait in the common queue.
func (s *Store) Waiting(ctx context.Context) (int, error) { return s.reading().waiting(ctx) }

func (c conn) waiting(ctx context.Context) (int, error) {
	n, _, err := one[int](ctx, c, `SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM queue_sizes`)
	return n, err
}

type overdueRow struct {
	Overdue int
	Oldest  moment
}

type agentFigures struct {
	ID, Name string
	SeenAt   moment
	Held     int
}

type handlingFigures struct {
	AgentID string
	Seconds int
}

// Team gives the team's figures.
func (s *Store) Team(ctx context.Context) (contract.Team, error) {
	c, now := s.reading(), s.now()
	waiting, err := c.waiting(ctx)
	if err != nil {
		return contract.Team{}, err
	}
	due, _, err := one[overdueRow](ctx, c, `SELECT COUNT(*) AS overdue, COALESCE((SELECT MIN(received_at) FROM cases WHERE state = 'waiting'), 0) AS oldest
		FROM cases WHERE state = 'waiting' AND due_at < ?`, now)
	if err != nil {
		return contract.Team{}, err
	}
	team := contract.Team{Waiting: waiting, Overdue: due.Overdue, Agents: []contract.TeamAgent{}}
	if due.Oldest != 0 {
		team.OldestSeconds = now.secondsSince(due.Oldest)
	}
	handled, err := all[handlingFigures](ctx, c, `SELECT agent_id, seconds FROM handlings WHERE saved_at >= ?`, s.dayBegan())
	if err != nil {
		return contract.Team{}, err
	}
	seconds := map[string][]int{}
	for _, h := range handled {
		seconds[h.AgentID] = append(seconds[h.AgentID], h.Seconds)
	}
	agents, err := all[agentFigures](ctx, c, `SELECT a.id, a.name,
		COALESCE((SELECT MAX(seen_at) FROM sessions s WHERE s.agent_id = a.id AND s.ended_at = 0), 0) AS seen_at,
		(SELECT COUNT(*) FROM cases k WHERE k.holder_id = a.id AND k.state IN ('taken', 'answering')) AS held
		FROM agents a WHERE NOT a.disabled`)
	for _, a := range agents {
		team.Agents = append(team.Agents, contract.TeamAgent{
			Agent: contract.AgentRef{ID: a.ID, Name: a.Name}, Online: a.SeenAt.after(onlineFor) > now, Held: a.Held,
			AnsweredToday: len(seconds[a.ID]), MedianSeconds: median(seconds[a.ID]),
		})
	}
	slices.SortFunc(team.Agents, func(x, y contract.TeamAgent) int { return cmp.Compare(x.Agent.Name, y.Agent.Name) })
	return team, err
}
