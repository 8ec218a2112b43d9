package backend

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the backend's figures for an operator. Labels are names of accounts and operations, never of people.
type Metrics struct {
	registry *prometheus.Registry

	served   *prometheus.HistogramVec
	panics   prometheus.Counter
	received *prometheus.CounterVec
	lag      *prometheus.HistogramVec
	polls    *prometheus.CounterVec
	called   *prometheus.GaugeVec
	webhooks *prometheus.CounterVec
	parts    *prometheus.CounterVec
	delay    *prometheus.HistogramVec
	spent    *prometheus.GaugeVec
	used     *prometheus.GaugeVec
	budget   *prometheus.GaugeVec
}

func newMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		served: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sociomedio_http_seconds", Help: "Time to answer a request, by operation of the contract and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation", "status"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "sociomedio_panics_total", Help: "Requests that ended in a panic."}),
		received: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sociomedio_intake_events_total", Help: "Events of the networks, by how they came and whether they were new.",
		}, []string{"account", "source", "result"}),
		lag: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sociomedio_intake_lag_seconds", Help: "From the network's time of a message to its being stored.",
			Buckets: []float64{.1, .5, 1, 2, 5, 15, 30, 60, 120, 300, 900, 3600},
		}, []string{"account", "source"}),
		polls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sociomedio_polls_total", Help: "Readings of an account, by result.",
		}, []string{"account", "result"}),
		called: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sociomedio_webhook_last_timestamp_seconds", Help: "When this process last took a webhook call for an account.",
		}, []string{"account"}),
		webhooks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sociomedio_webhooks_total", Help: "Webhook calls, by result.",
		}, []string{"account", "result"}),
		parts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sociomedio_delivery_total", Help: "Attempts to deliver parts of answers, by what came of them.",
		}, []string{"account", "outcome"}),
		delay: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sociomedio_delivery_call_seconds", Help: "Time of one call to a network that sends or looks up.",
			Buckets: []float64{.01, .05, .1, .25, .5, 1, 2, 5, 10, 20},
		}, []string{"account", "call"}),
		spent: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sociomedio_spent_dollars", Help: "What a network takes for this month of UTC, by what is paid for.",
		}, []string{"account", "kind"}),
		used: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sociomedio_spent_things", Help: "How many things of this month of UTC are paid for, by kind.",
		}, []string{"account", "kind"}),
		budget: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sociomedio_budget_dollars", Help: "What may be spent in a month, as configured.",
		}, []string{"account"}),
	}
	m.registry.MustRegister(m.served, m.panics, m.received, m.lag, m.polls, m.called, m.webhooks, m.parts, m.delay, m.spent, m.used, m.budget,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Show adds a figure that is read when it is asked for.
func (m *Metrics) Show(name, help string, now func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, now))
}

// Handler answers GET /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Served notes one answered request.
func (m *Metrics) Served(operation string, status int, took time.Duration) {
	m.served.WithLabelValues(operation, strconv.Itoa(status)).Observe(took.Seconds())
}

// Panicked notes a request that ended in a panic.
func (m *Metrics) Panicked() { m.panics.Inc() }

func (m *Metrics) part(account, outcome string) { m.parts.WithLabelValues(account, outcome).Inc() }
